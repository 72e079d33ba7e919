import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from './call';
import type { DeviceShown, InvitationShown, Invited, ToInvite, ToRevoke, ToWithdraw } from './types';

const INVITATIONS = ['invitations'] as const;
const DEVICES = ['devices'] as const;

/** Laptops come in and are heard of while somebody looks. */
const AGAIN_MS = 30_000;

/** The invitations of the person's area, and what has become of them. */
export function useInvitations() {
  return useQuery({
    queryKey: INVITATIONS,
    queryFn: ({ signal }) => get<InvitationShown[]>('/api/invitations', signal),
    refetchInterval: AGAIN_MS,
  });
}

/** Makes an invitation; its secret is in this answer and nowhere else. */
export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: ToInvite) => post<Invited>('/api/invitations', ask),
    onSuccess: () => client.invalidateQueries({ queryKey: INVITATIONS }),
    // The answer is not kept when the dialog that asked is gone.
    gcTime: 0,
  });
}

/** Takes one back that nobody has used. */
export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: ToWithdraw) => post<InvitationShown>('/api/invitations/withdraw', ask),
    onSettled: () => client.invalidateQueries({ queryKey: INVITATIONS }),
  });
}

/** The devices of the person's area. */
export function useDevices() {
  return useQuery({
    queryKey: DEVICES,
    queryFn: ({ signal }) => get<DeviceShown[]>('/api/devices', signal),
    refetchInterval: AGAIN_MS,
  });
}

/** Sends a device away, or believes it again. */
export function useRevoke() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: ToRevoke) => post<DeviceShown>('/api/devices/revoke', ask),
    onSuccess: () => client.invalidateQueries({ queryKey: DEVICES }),
  });
}
